// Package internal holds what the packages of this SDK share.
package internal

// PackageVersion is sent with each request.
const PackageVersion = "0.0.0" // x-release-please-version
