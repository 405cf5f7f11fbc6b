"""${table}: what is particular to it. Isolation, round trip and drift are tested for every table."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from schema import ${class_name}

ROW = {"title": "A title", "created_at": datetime.now(UTC), "user_id": "ann"}


def test_a_row_as_it_should_be_is_accepted() -> None:
    assert ${class_name}.model_validate(ROW).title == "A title"


def test_a_title_longer_than_its_column_is_refused() -> None:
    with pytest.raises(ValidationError, match="title"):
        ${class_name}.model_validate({**ROW, "title": "x" * 256})
