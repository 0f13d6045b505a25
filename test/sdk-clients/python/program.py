"""What somebody writes who installed the Python SDK of the example: `program.py URL PICTURE`."""

import sys
from pathlib import Path

from bookstore_sdk import Bookstore, NotFoundError

url, picture = sys.argv[1:]
client = Bookstore(base_url=url, api_key="secret")

# Page after page.
for book in client.books.list(genre="fiction", limit=1):
    print(f"listed {book.id} {book.title} {book.price.amount} {book.price.currency}")

book = client.books.create(
    title="Salt Roads",
    author_ids=["aut_1"],
    isbn="9780000000033",
    genre="history",
    price={"amount": 1250, "currency": "JPY"},
)
print(f"created {book.id} {book.title}, {book.stock} in stock")

cover = client.books.cover.update(book.id, image=Path(picture), alternative_text="A road")
print(f"uploaded {cover.url} {cover.width}x{cover.height}")

order = client.orders.pay("ord_1", type="card", token="tok_1")
print(f"paid {order.id} {order.status}")

try:
    client.books.retrieve("book_9")
except NotFoundError as error:
    print(f"failed with {error.status_code} {error.body['code']}: {error.body['message']}")
