"""Static files by their content's name."""

import re

from django.core.files.storage import FileSystemStorage

from virtualcrowd.common.storage import StaticStorage


def test_what_a_script_imports_is_named_by_its_content_too(tmp_path):
    (tmp_path / "lobby.js").write_text('import * as sound from "./sound.js";\n')
    (tmp_path / "sound.js").write_text("export const beep = () => {};\n")
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    found = FileSystemStorage(location=tmp_path)

    list(storage.post_process({name: (found, name) for name in ("lobby.js", "sound.js")}))

    served = (tmp_path / storage.hashed_files["lobby.js"]).read_text()
    assert re.search(r'from "\./sound\.[0-9a-f]{12}\.js"', served)
