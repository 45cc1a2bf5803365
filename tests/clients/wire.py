"""A server on loopback that speaks raw bytes, so that it can misbehave in every way."""

import socket
import threading
from collections.abc import Callable

Speak = Callable[[socket.socket], None]


def read_request(connection: socket.socket) -> bytes:
    """Read one request, head and body, or what came before the other side closed."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return received
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    while len(body) < sum(lengths):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


class Wire:
    """A server on loopback that hands each connection to the next of `speakers`, or to the last one."""

    def __init__(self) -> None:
        self.speakers: list[Speak] = []
        self.connections = 0
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def answer(self, *answers: bytes) -> None:
        """Add a connection that reads one request before each of `answers` and is then closed."""

        def speak(connection: socket.socket) -> None:
            for answer in answers:
                self.requests.append(read_request(connection))
                connection.sendall(answer)

        self.speakers.append(speak)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listener.close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # Closed already.
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            speak = self.speakers[min(self.connections, len(self.speakers) - 1)]
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(speak, connection))
            thread.start()
            self._threads.append(thread)

    def _serve(self, speak: Speak, connection: socket.socket) -> None:
        with connection:
            try:
                speak(connection)
            except OSError:
                return  # The client went away, which some tests are about.
