package requestconfig

import (
	"math/rand"
	"net/http"
	"strconv"
	"time"
)

// shouldRetry reports whether an attempt may be retried: after a connection error, 408, 409, 429 and from 500 on, or
// according to the header x-should-retry.
func shouldRetry(req *http.Request, res *http.Response) bool {
	if req.Body != nil && req.Body != http.NoBody && req.GetBody == nil {
		return false
	}
	if res == nil {
		return true
	}
	switch res.Header.Get("X-Should-Retry") {
	case "true":
		return true
	case "false":
		return false
	}
	switch res.StatusCode {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests:
		return true
	default:
		return res.StatusCode >= http.StatusInternalServerError
	}
}

// retryDelay returns the delay that the server requests, up to a minute; otherwise it doubles with each attempt,
// minus up to a quarter at random.
func retryDelay(res *http.Response, retry int) time.Duration {
	if delay, ok := delayFromServer(res); ok && delay >= 0 && delay <= time.Minute {
		return delay
	}
	delay := initialRetryDelay
	for i := 0; i < retry && delay < maxRetryDelay; i++ {
		delay *= 2
	}
	delay = min(delay, maxRetryDelay)
	return delay - time.Duration(rand.Float64()*0.25*float64(delay))
}

func delayFromServer(res *http.Response) (time.Duration, bool) {
	if res == nil {
		return 0, false
	}
	if ms, err := strconv.ParseFloat(res.Header.Get("Retry-After-Ms"), 64); err == nil {
		return time.Duration(ms * float64(time.Millisecond)), true
	}
	after := res.Header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(after, 64); err == nil {
		return time.Duration(seconds * float64(time.Second)), true
	}
	if date, err := http.ParseTime(after); err == nil {
		return time.Until(date), true
	}
	return 0, false
}
