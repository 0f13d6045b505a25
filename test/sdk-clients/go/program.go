// What somebody writes who has the Go SDK of the example: `program URL PICTURE`.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	bookstore "github.com/acme/bookstore-go"
)

func main() {
	log.SetFlags(0)
	url, picture := os.Args[1], os.Args[2]
	configuration := bookstore.NewConfiguration()
	configuration.Servers = bookstore.ServerConfigurations{{URL: url}}
	client := bookstore.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), bookstore.ContextAccessToken, "secret")

	for cursor := ""; ; {
		request := client.BooksAPI.ListBooks(ctx).Genre(bookstore.GENRE_FICTION).Limit(1)
		if cursor != "" {
			request = request.Cursor(cursor)
		}
		page, _, err := request.Execute()
		must(err)
		for _, book := range page.Data {
			fmt.Printf("listed %s %s %d %s\n", book.Id, book.Title, book.Price.Amount, book.Price.Currency)
		}
		if cursor = page.GetNextCursor(); cursor == "" {
			break
		}
	}

	price := bookstore.NewMoney(1250, bookstore.CURRENCY_JPY)
	create := bookstore.NewBookCreate("Salt Roads", []string{"aut_1"}, "9780000000033", bookstore.GENRE_HISTORY, *price)
	book, _, err := client.BooksAPI.CreateBook(ctx).BookCreate(*create).Execute()
	must(err)
	fmt.Printf("created %s %s, %d in stock\n", book.Id, book.Title, book.Stock)

	file, err := os.Open(picture)
	must(err)
	defer file.Close()
	cover, _, err := client.CoversAPI.UploadCover(ctx, book.Id).Image(file).AlternativeText("A road").Execute()
	must(err)
	fmt.Printf("uploaded %s %dx%d\n", cover.Url, cover.Width, cover.Height)

	method := bookstore.CardPaymentAsPaymentMethod(bookstore.NewCardPayment("card", "tok_1"))
	order, _, err := client.OrdersAPI.PayOrder(ctx, "ord_1").PaymentMethod(method).Execute()
	must(err)
	fmt.Printf("paid %s %s\n", order.Id, order.Status)

	_, response, err := client.BooksAPI.GetBook(ctx, "book_9").Execute()
	var failure *bookstore.GenericOpenAPIError
	if !errors.As(err, &failure) {
		log.Fatalf("another error: %v", err)
	}
	problem, ok := failure.Model().(bookstore.Error)
	if !ok {
		log.Fatalf("another model: %T", failure.Model())
	}
	fmt.Printf("failed with %d %s: %s\n", response.StatusCode, problem.Code, problem.Message)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
