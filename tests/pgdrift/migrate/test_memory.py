"""What is remembered between runs: private, few, and never needed."""

import os

import pytest

from pgdrift.migrate import memory


def test_what_is_remembered_is_private_and_old_answers_go(tmp_path, monkeypatch):
    monkeypatch.setenv("PGDRIFT_CACHE_DIR", str(tmp_path / "cache"))
    assert memory.recall("one") is None
    for number in range(30):
        memory.remember(f"name{number}", {"question": number})
    assert memory.recall("name29") == {"question": 29}
    folder = tmp_path / "cache" / "ready"
    assert len(list(folder.iterdir())) == 20
    assert folder.stat().st_mode & 0o077 == 0


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PGDRIFT_CACHE_DIR", str(tmp_path / "file"))
    memory.remember("one", {})
    assert memory.recall("one") is None


@pytest.mark.parametrize("content", ["", "no JSON", "[]", "7", "\x00"])
def test_a_damaged_memory_is_none(tmp_path, monkeypatch, content):
    monkeypatch.setenv("PGDRIFT_CACHE_DIR", str(tmp_path))
    memory.remember("one", {"question": "SELECT true"})
    (tmp_path / "ready" / "one.json").write_text(content)
    assert memory.recall("one") is None


def test_what_somebody_else_may_have_written_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setenv("PGDRIFT_CACHE_DIR", str(tmp_path))
    memory.remember("one", {"question": "SELECT true"})
    assert memory.recall("one") == {"question": "SELECT true"}
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert memory.recall("one") is None
