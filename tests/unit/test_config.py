"""Settings: defaults, the file, variables, and every mistake named at once."""

from pathlib import Path

import msgspec
import pytest

from cti.config import Config, Queue, load
from cti.errors import ConfigError
from tests.unit.render_configuration import page, rows

ROOT = Path(__file__).parents[2]


def problems(path: Path | None, environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    return caught.value.problems


def test_the_shipped_file_says_exactly_the_defaults():
    assert load(ROOT / "config.toml", {}) == Config()


def test_the_shipped_file_names_every_setting_there_is():
    named = {row[0].strip("`") for row in rows((ROOT / "config.toml").read_text("utf-8"))}
    kinds = {
        "queues.NAME" if section.name == "queues" else section.name: section
        for section in msgspec.structs.fields(Config)
    }
    there = set()
    for path, section in kinds.items():
        kind = Queue if path == "queues.NAME" else type(getattr(Config(), path))
        if kind is tuple:
            kind = type(getattr(Config(), section.name)[0])
        there |= {f"{path}.{field.name}" for field in msgspec.structs.fields(kind)}
    assert named == there


def test_the_page_of_settings_is_made_from_the_file():
    assert (ROOT / "docs/configuration.md").read_text("utf-8") == page()


def test_a_variable_wins_over_the_file(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[[pbx]]\nname = "a"\nport = 1\n[[pbx]]\nname = "b"\n[queues.Support]\nwrap_up_s = 9\n')
    config = load(
        file,
        {
            "CTI_PBX__PORT": "5039",
            "CTI_PBX__TRUNKS": "PJSIP/one, PJSIP/two",
            "CTI_PBX__TLS": "true",
            "CTI_QUEUES__SUPPORT__SERVICE_LEVEL_S": "7",
            "CTI_DISPOSITIONS": '[{"code": "x", "zh_CN": "某", "en": "X"}]',
            "PATH": "/bin",
        },
    )
    assert [(pbx.name, pbx.port) for pbx in config.pbx] == [("a", 5039), ("b", 5038)]
    assert config.pbx[0].trunks == ("PJSIP/one", "PJSIP/two")
    assert config.pbx[0].tls is True
    assert (config.queue("Support").wrap_up_s, config.queue("Support").service_level_s) == (9, 7)
    assert [row.code for row in config.dispositions] == ["x"]


def test_a_queue_without_a_block_has_the_defaults():
    assert Config().queue("sales") == Config().queue(None) == Config().queue_defaults


def test_every_mistake_is_named_at_once_with_its_path_and_the_nearest_name(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[web]\nprot = 80\nport = "x"\n[phone]\ncountry = "China"\n[[dispositions]]\n')
    found = "\n".join(problems(file, {"CTI_PBX__HOTS": "h", "CTI_WEB__SESSION_HOURS": "0"}))
    assert "web.prot: no such setting; did you mean `port`?" in found
    assert "web.port: expected int, got str" in found
    assert "phone.country:" in found
    assert "dispositions[0].zh_CN: is missing" in found
    assert "CTI_PBX__HOTS: no such setting; did you mean `CTI_PBX__HOST`?" in found
    assert "CTI_WEB__SESSION_HOURS: expected int >= 1" in found


@pytest.mark.parametrize(
    ("text", "said"),
    [("[web", "not valid TOML"), ("web = 1", "web: must be a table"), ("", "")],
)
def test_a_file_of_the_wrong_shape_is_said(tmp_path, text, said):
    file = tmp_path / "config.toml"
    file.write_text(text)
    if not said:
        assert load(file, {}) == Config()
    else:
        assert said in problems(file, {})[0]


def test_a_missing_file_is_said(tmp_path):
    assert "cannot be read" in problems(tmp_path / "none.toml", {})[0]


def test_names_that_must_be_unique_are_checked(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("[[pbx]]\n[[pbx]]\n")
    assert problems(file, {}) == ["pbx: `pbx` is there twice"]


def test_secrets_do_not_show_in_repr_but_work_as_text():
    config = load(None, {"CTI_PBX__SECRET": "geheim", "CTI_DATABASE__URL": "postgresql://u:geheim@h/d"})
    assert config.pbx[0].secret == "geheim"
    assert "geheim" not in repr(config)
