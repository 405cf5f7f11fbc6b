"""An error for people is one paragraph and nothing else."""

from pgdrift.errors import PgdriftError, paragraph


def test_it_is_one_line_however_it_was_written() -> None:
    error = PgdriftError("""The server said no.
        Ask  again
    later. """)
    assert str(error) == "The server said no. Ask again later."
    assert error.exit_code == 2


def test_a_paragraph_keeps_its_words() -> None:
    assert paragraph("FATAL:  no\n\tbecause\n") == "FATAL: no because"
