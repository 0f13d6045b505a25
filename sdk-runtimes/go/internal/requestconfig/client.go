package requestconfig

import "time"

// ClientOptions are the values that callers give to the client. This file is written anew for each SDK.
type ClientOptions struct{}

const (
	clientName        = "SDK"
	defaultMaxRetries = 2
	initialRetryDelay = 500 * time.Millisecond
	maxRetryDelay     = 8 * time.Second
	defaultTimeout    = time.Duration(0)
	idempotencyHeader = ""
	platformHeaders   = true
)

var (
	// SecretHeaders are not shown in logs, besides those that never are.
	SecretHeaders = []string{}
	// SecretQuery are the query parameters that hold credentials.
	SecretQuery = []string{}

	defaultHeaders = [][2]string{}
)

// carriers tells for each way of authentication the header and the query parameter that hold it.
var carriers = map[string][2]string{}
