package requestconfig

import (
	"net/http"
	"runtime"

	"example.com/sdk/internal"
)

func setDefaultHeaders(header http.Header) {
	header.Set("User-Agent", clientName+"/Go "+internal.PackageVersion)
	if platformHeaders {
		header.Set("X-Stainless-Retry-Count", "0")
		header.Set("X-Stainless-Timeout", "0")
		header.Set("X-Stainless-Lang", "go")
		header.Set("X-Stainless-Package-Version", internal.PackageVersion)
		header.Set("X-Stainless-OS", osName(runtime.GOOS))
		header.Set("X-Stainless-Arch", archName(runtime.GOARCH))
		header.Set("X-Stainless-Runtime", "go")
		header.Set("X-Stainless-Runtime-Version", runtime.Version())
	}
	for _, pair := range defaultHeaders {
		header.Set(pair[0], pair[1])
	}
}

func osName(goos string) string {
	names := map[string]string{
		"android": "Android",
		"darwin":  "MacOS",
		"freebsd": "FreeBSD",
		"ios":     "iOS",
		"linux":   "Linux",
		"openbsd": "OpenBSD",
		"windows": "Windows",
	}
	if name, ok := names[goos]; ok {
		return name
	}
	return "Other:" + goos
}

func archName(goarch string) string {
	names := map[string]string{"386": "x32", "amd64": "x64", "arm": "arm", "arm64": "arm64"}
	if name, ok := names[goarch]; ok {
		return name
	}
	return "other:" + goarch
}
