package requestconfig

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"example.com/sdk/internal/apierror"
)

// answers serves one answer after the other, the last one again and again, and counts the requests.
func answers(t *testing.T, list ...func(http.ResponseWriter, *http.Request)) (base string, count *int) {
	t.Helper()
	count = new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := list[min(*count, len(list)-1)]
		*count++
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1/", count
}

func status(code int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After-Ms", "1")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

func at(base string, retries int) RequestOption {
	return RequestOptionFunc(func(cfg *RequestConfig) error {
		parsed, err := url.Parse(base)
		cfg.BaseURL, cfg.MaxRetries, cfg.RequestTimeout = parsed, retries, time.Minute
		return err
	})
}

func TestRetriesSendTheBodyAgain(t *testing.T) {
	var bodies []string
	note := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, r.URL.Path+" "+r.Header.Get("X-Stainless-Retry-Count")+" "+string(body))
		code := http.StatusInternalServerError
		if len(bodies) == 3 {
			code = http.StatusOK
		}
		status(code, `{"ok":true}`)(w, r)
	}
	base, _ := answers(t, note)
	var res map[string]any
	err := ExecuteNewRequest(context.Background(), "POST", "things/1", map[string]int{"a": 1}, &res, at(base, 2))
	if err != nil || res["ok"] != true || len(bodies) != 3 {
		t.Fatal(err, res, bodies)
	}
	for i, body := range bodies {
		count := ""
		if platformHeaders {
			count = string(rune('0' + i))
		}
		if body != "/v1/things/1 "+count+` {"a":1}` {
			t.Errorf("attempt %d: %q", i, body)
		}
	}
}

func TestWhatIsRetried(t *testing.T) {
	for _, one := range []struct {
		code, want int
		header     string
	}{
		{http.StatusConflict, 2, ""},
		{http.StatusTooManyRequests, 2, ""},
		{http.StatusBadRequest, 1, ""},
		{http.StatusBadRequest, 2, "true"},
		{http.StatusInternalServerError, 1, "false"},
	} {
		base, count := answers(t, func(w http.ResponseWriter, r *http.Request) {
			if one.header != "" {
				w.Header().Set("X-Should-Retry", one.header)
			}
			status(one.code, `{"message":"no"}`)(w, r)
		})
		err := ExecuteNewRequest(context.Background(), "GET", "x", nil, nil, at(base, 1))
		var failure *apierror.Error
		if !errors.As(err, &failure) || failure.StatusCode != one.code || *count != one.want {
			t.Errorf("%+v: %v after %d attempts", one, err, *count)
		}
	}
}

func TestResponses(t *testing.T) {
	base, _ := answers(t, status(http.StatusOK, `{"name":"Ö","newer":[1]}`))
	var known struct{ Name string }
	var text string
	var raw *http.Response
	for _, into := range []any{&known, &text, &raw, nil} {
		if err := ExecuteNewRequest(context.Background(), "GET", "x", nil, into, at(base, 0)); err != nil && into != any(&text) {
			t.Errorf("%T: %v", into, err)
		}
	}
	if known.Name != "Ö" {
		t.Error(known)
	}
	body, err := io.ReadAll(raw.Body)
	if err != nil || string(body) != `{"name":"Ö","newer":[1]}` {
		t.Error(string(body), err)
	}
	if err := raw.Body.Close(); err != nil {
		t.Error(err)
	}
}

func TestCancelledRequestsAreNotRetried(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	base, count := answers(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		status(http.StatusInternalServerError, "")(w, r)
	})
	err := ExecuteNewRequest(ctx, "GET", "x", nil, nil, at(base, 5))
	if !errors.Is(err, context.Canceled) || *count != 1 {
		t.Fatal(err, *count)
	}
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	cfg, err := NewRequestConfig(context.Background(), "GET", "https://api.example.com/list", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Request.Header.Set("Authorization", "Bearer secret")
	if err := cfg.FollowURL("/list?page=2"); err != nil || cfg.Request.Header.Get("Authorization") == "" {
		t.Error("the same host gets the credentials", err)
	}
	if err := cfg.FollowURL("https://elsewhere.example.com/list"); err != nil || cfg.Request.Header.Get("Authorization") != "" {
		t.Error("another host gets none", err)
	}
}

func TestPathSegments(t *testing.T) {
	for given, want := range map[string]string{"a/b c?": "a%2Fb%20c%3F", "..": "%2E%2E", ".": "%2E", "1.2": "1.2"} {
		if got := PathSegment(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	if got := PathSegment([]any{"a/b", 2}); got != "a%2Fb,2" {
		t.Error(got)
	}
}

func TestCookies(t *testing.T) {
	for given, want := range map[string]string{"a,b=1": "a,b=1", `a b;c="d\`: "a%20b%3Bc=%22d%5C", "é%41": "%C3%A9%41"} {
		if got := CookieValue(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

func TestReadsAListOfDatesAndTimes(t *testing.T) {
	base, _ := answers(t, status(http.StatusOK, `["2021-01-02","2021-01-02T03:04:05Z"]`))
	var res *[]time.Time
	err := ExecuteNewRequest(context.Background(), "GET", "versions", nil, &res, at(base, 0))
	if err != nil || len(*res) != 2 || !(*res)[0].Equal(time.Date(2021, 1, 2, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("read %v: %v", res, err)
	}
}
