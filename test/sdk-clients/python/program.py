"""What somebody writes who installed the Python SDK of the example: `program.py URL PICTURE`."""

import json
import sys

import bookstore_sdk as sdk

url, picture = sys.argv[1:]
client = sdk.ApiClient(sdk.Configuration(host=url, access_token="secret"))
books = sdk.BooksApi(client)

cursor = None
while True:
    page = books.list_books(genre=sdk.Genre.FICTION, limit=1, cursor=cursor)
    for book in page.data:
        print(f"listed {book.id} {book.title} {book.price.amount} {book.price.currency.value}")
    cursor = page.next_cursor
    if cursor is None:
        break

price = sdk.Money(amount=1250, currency=sdk.Currency.JPY)
book = books.create_book(
    sdk.BookCreate(
        title="Salt Roads", author_ids=["aut_1"], isbn="9780000000033", genre=sdk.Genre.HISTORY, price=price
    )
)
print(f"created {book.id} {book.title}, {book.stock} in stock")

with open(picture, "rb") as file:
    cover = sdk.CoversApi(client).upload_cover(
        book.id, image=("cover.png", file.read()), alternative_text="A road"
    )
print(f"uploaded {cover.url} {cover.width}x{cover.height}")

method = sdk.PaymentMethod(sdk.CardPayment(type="card", token="tok_1"))
order = sdk.OrdersApi(client).pay_order("ord_1", method)
print(f"paid {order.id} {order.status.value}")

try:
    books.get_book("book_9")
except sdk.ApiException as error:
    body = json.loads(error.body)
    print(f"failed with {error.status} {body['code']}: {body['message']}")
