// Package internal has values shared by the packages of this SDK.
package internal

// PackageVersion is sent with each request.
const PackageVersion = "0.0.0" // x-release-please-version
