package cmdline

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tidwall/gjson"
)

// pages shows the items of a list, page after page, up to the limit; a negative one is none.
func (a *app) pages(ctx context.Context, r *call, out *printer, limit int) error {
	page := r.command.Page
	for shown := 0; ; {
		res, err := a.send(ctx, r, r.command.Accept)
		if err != nil {
			return err
		}
		content, err := readBody(res)
		if err != nil {
			return err
		}
		answer := gjson.ParseBytes(content)
		list := at(answer, page.Items)
		if !list.IsArray() {
			// Not a list as the description has it: it is shown as it came.
			return out.answer(content)
		}
		items := list.Array()
		for _, item := range items {
			if limit >= 0 && shown >= limit {
				break
			}
			if err := out.item([]byte(item.Raw)); err != nil {
				return err
			}
			shown++
		}
		if err := out.end(); err != nil {
			return err
		}
		if limit >= 0 && shown >= limit {
			return out.close()
		}
		if more, err := r.advance(answer, items, res); err != nil {
			return err
		} else if !more {
			return out.close()
		}
	}
}

// at follows names; gjson's own paths would read dots and wildcards in them.
func at(value gjson.Result, path []string) gjson.Result {
	for _, name := range path {
		next := gjson.Result{}
		if value.IsObject() {
			value.ForEach(func(key, inner gjson.Result) bool {
				if key.String() == name {
					next = inner
				}
				return true
			})
		}
		value = next
	}
	return value
}

// advance changes the call into the one for the next page; false if there is none.
func (r *call) advance(answer gjson.Result, items []gjson.Result, res *http.Response) (bool, error) {
	page := r.command.Page
	if len(items) == 0 && !page.PastEmpty {
		return false, nil
	}
	if len(page.More) > 0 && at(answer, page.More).Type == gjson.False {
		return false, nil
	}
	switch page.Kind {
	case "cursor":
		return r.followCursor(answer, res), nil
	case "cursor_id":
		if len(items) == 0 || page.Param == "" {
			return false, nil
		}
		return r.follow(page.Param, at(items[len(items)-1], []string{page.ItemID}).String()), nil
	case "cursor_url":
		return r.followURL(nextOf(page, answer, res), res)
	case "offset":
		next := r.numberOr(at(answer, page.Start), page.Param, 0) + int64(len(items))
		if total := at(answer, page.Total); len(page.Total) > 0 && (!total.Exists() || next >= total.Int()) {
			return false, nil
		}
		return r.set(page.Param, json.Number(strconv.FormatInt(next, 10))), nil
	case "page_number":
		next := r.numberOr(at(answer, page.Start), page.Param, 1) + 1
		if total := at(answer, page.Total); len(page.Total) > 0 && (!total.Exists() || next > total.Int()) {
			return false, nil
		}
		return r.set(page.Param, json.Number(strconv.FormatInt(next, 10))), nil
	default:
		return false, nil
	}
}

func nextOf(page *Page, answer gjson.Result, res *http.Response) string {
	if page.NextHeader != "" {
		return res.Header.Get(page.NextHeader)
	}
	return at(answer, page.Next).String()
}

func (r *call) followCursor(answer gjson.Result, res *http.Response) bool {
	page := r.command.Page
	if page.BackParam != "" && r.sent(page.BackParam) != "" {
		return r.follow(page.BackParam, at(answer, page.Back).String())
	}
	return r.follow(page.Param, nextOf(page, answer, res))
}

// follow asks for the page at a cursor. The cursor that was asked for last leads nowhere new.
func (r *call) follow(param, cursor string) bool {
	if cursor == "" || cursor == r.sent(param) {
		return false
	}
	return r.set(param, cursor)
}

// followURL asks for the URL that the answer gave. Credentials go to the host that answered, and to no other.
func (r *call) followURL(next string, res *http.Response) (bool, error) {
	if next == "" || next == r.url {
		return false, nil
	}
	target, err := url.Parse(next)
	if err != nil {
		return false, fmt.Errorf("the URL of the next page cannot be read: %q", next)
	}
	if res.Request != nil && res.Request.URL != nil {
		base := res.Request.URL
		target = base.ResolveReference(target)
		if target.Host != base.Host || target.Scheme != base.Scheme {
			return false, fmt.Errorf("the next page is at another host, %s, and is not asked for", target.Host)
		}
	}
	r.url = target.String()
	return true, nil
}

func (r *call) sent(param string) string {
	if r.command.Page.InBody {
		fields, _ := r.body.(map[string]any)
		return textOf(fields[param])
	}
	for _, one := range r.query {
		if one.name == param {
			return one.value
		}
	}
	return ""
}

func (r *call) numberOr(value gjson.Result, param string, first int64) int64 {
	if value.Type == gjson.Number {
		return value.Int()
	}
	if number, err := strconv.ParseInt(r.sent(param), 10, 64); err == nil {
		return number
	}
	return first
}

func (r *call) set(param string, value any) bool {
	if param == "" {
		return false
	}
	if r.command.Page.InBody {
		r.fields()[param] = value
		return true
	}
	query := []pair{}
	for _, one := range r.query {
		if one.name != param {
			query = append(query, one)
		}
	}
	r.query = append(query, pair{param, textOf(value)})
	return true
}
