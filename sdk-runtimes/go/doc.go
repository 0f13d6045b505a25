// Package sdk is the part of an SDK that is the same for every API.
package sdk
