// What somebody writes who has the Go SDK of the example: `program URL PICTURE`.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"

	bookstore "github.com/acme/bookstore-go"
	"github.com/acme/bookstore-go/option"
)

func main() {
	log.SetFlags(0)
	url, picture := os.Args[1], os.Args[2]
	client := bookstore.NewClient(option.WithBaseURL(url), option.WithAPIKey("secret"))
	ctx := context.Background()

	// Page after page.
	books := client.Books.ListAutoPaging(ctx, bookstore.BookListParams{
		Genre: bookstore.GenreFiction,
		Limit: bookstore.Int(1),
	})
	for books.Next() {
		book := books.Current()
		fmt.Printf("listed %s %s %d %s\n", book.ID, book.Title, book.Price.Amount, book.Price.Currency)
	}
	must(books.Err())

	book, err := client.Books.New(ctx, bookstore.BookNewParams{
		Title:     "Salt Roads",
		AuthorIDs: []string{"aut_1"},
		Isbn:      "9780000000033",
		Genre:     bookstore.GenreHistory,
		Price: bookstore.MoneyParam{
			Amount:   1250,
			Currency: bookstore.MoneyCurrencyParamJpy,
		},
	})
	must(err)
	fmt.Printf("created %s %s, %d in stock\n", book.ID, book.Title, book.Stock)

	file, err := os.Open(picture)
	must(err)
	defer file.Close()
	cover, err := client.Books.Cover.Update(ctx, book.ID, bookstore.BookCoverUpdateParams{
		Image:           file,
		AlternativeText: bookstore.String("A road"),
	})
	must(err)
	fmt.Printf("uploaded %s %dx%d\n", cover.URL, cover.Width, cover.Height)

	order, err := client.Orders.Pay(ctx, "ord_1", bookstore.OrderPayParams{
		Type:  "card",
		Token: bookstore.String("tok_1"),
	})
	must(err)
	fmt.Printf("paid %s %s\n", order.ID, order.Status)

	_, err = client.Books.Get(ctx, "book_9")
	var failure *bookstore.Error
	if !errors.As(err, &failure) {
		log.Fatalf("another error: %v", err)
	}
	var problem struct{ Code, Message string }
	must(json.Unmarshal([]byte(failure.RawJSON()), &problem))
	fmt.Printf("failed with %d %s: %s\n", failure.StatusCode, problem.Code, problem.Message)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
