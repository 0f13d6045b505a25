// Package testutil helps the tests of this SDK.
package testutil

import (
	"net/http"
	"os"
	"strconv"
	"testing"
)

// CheckTestServer reports whether a mock server answers at the URL. Without one the test fails, or is skipped if the
// environment variable SKIP_MOCK_TESTS is true.
func CheckTestServer(t *testing.T, url string) bool {
	t.Helper()
	res, err := http.Get(url)
	if err == nil {
		_ = res.Body.Close()
		return true
	}
	if skip, _ := strconv.ParseBool(os.Getenv("SKIP_MOCK_TESTS")); skip {
		t.Skip("there is no mock server")
	}
	t.Errorf("no mock server answers at %s: start scripts/mock, or set SKIP_MOCK_TESTS=true", url)
	return false
}
