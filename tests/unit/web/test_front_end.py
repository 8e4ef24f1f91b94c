"""The browser half: what is built, its types, its pure modules, its texts."""

import json

from web import catalogues, frontend_build


def test_pure_modules_of_the_browser_half_keep_their_promises():
    frontend_build.run_tests()


def test_a_second_build_does_nothing_and_every_named_file_is_there(capfd):
    frontend_build.build()
    capfd.readouterr()

    frontend_build.build()

    assert capfd.readouterr().out == ""
    manifest = json.loads((frontend_build.DIST / "manifest.json").read_text())
    assert {"app.js", "app.css", "early.js", "favicon.svg", "favicon-ringing.svg"} <= manifest.keys()
    assert all((frontend_build.DIST / name).is_file() for name in manifest.values())


def test_licences_of_bundled_packages_are_kept_beside_them():
    frontend_build.build()

    licences = (frontend_build.DIST / "THIRD-PARTY-LICENSES.txt").read_text()

    assert "lit-html" in licences
    assert "Redistribution and use" in licences


def test_a_wrong_command_is_told_what_there_is(capsys):
    assert frontend_build.main(["fly"]) == 2
    assert "build|check|test" in capsys.readouterr().err


def test_every_text_is_there_in_chinese_and_english():
    assert catalogues.problems() == []
