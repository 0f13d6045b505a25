import com.fasterxml.jackson.databind.JsonNode;
import example.bookstore.ApiClient;
import example.bookstore.ApiException;
import example.bookstore.api.BooksApi;
import example.bookstore.api.CoversApi;
import example.bookstore.api.OrdersApi;
import example.bookstore.model.Book;
import example.bookstore.model.BookCreate;
import example.bookstore.model.BookPage;
import example.bookstore.model.CardPayment;
import example.bookstore.model.Cover;
import example.bookstore.model.Currency;
import example.bookstore.model.Genre;
import example.bookstore.model.Money;
import example.bookstore.model.Order;
import example.bookstore.model.PaymentMethod;
import java.io.File;
import java.util.List;

/** What somebody writes who has the Java SDK of the example: {@code Program URL PICTURE}. */
public final class Program {
  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer secret"));
    BooksApi books = new BooksApi(client);

    String cursor = null;
    do {
      BookPage page = books.listBooks(Genre.FICTION, null, null, null, cursor, 1);
      for (Book book : page.getData()) {
        Money price = book.getPrice();
        System.out.printf(
            "listed %s %s %d %s%n", book.getId(), book.getTitle(), price.getAmount(), price.getCurrency());
      }
      cursor = page.getNextCursor();
    } while (cursor != null);

    Book book = books.createBook(new BookCreate()
        .title("Salt Roads")
        .authorIds(List.of("aut_1"))
        .isbn("9780000000033")
        .genre(Genre.HISTORY)
        .price(new Money().amount(1250L).currency(Currency.JPY)));
    System.out.printf("created %s %s, %d in stock%n", book.getId(), book.getTitle(), book.getStock());

    Cover cover = new CoversApi(client).uploadCover(book.getId(), new File(args[1]), "A road");
    System.out.printf("uploaded %s %dx%d%n", cover.getUrl(), cover.getWidth(), cover.getHeight());

    PaymentMethod method = new PaymentMethod(new CardPayment().type("card").token("tok_1"));
    Order order = new OrdersApi(client).payOrder("ord_1", method);
    System.out.printf("paid %s %s%n", order.getId(), order.getStatus());

    try {
      books.getBook("book_9");
    } catch (ApiException error) {
      JsonNode body = client.getObjectMapper().readTree(error.getResponseBody());
      System.out.printf(
          "failed with %d %s: %s%n", error.getCode(), body.get("code").asText(), body.get("message").asText());
    }
  }
}
