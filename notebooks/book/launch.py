"""Buttons of a published copy: its repository, and its notebooks on Binder and Colab."""

import re

ADDRESS = re.compile(r'^repository-code: *"?(https?://[^"\s]+?)(?:\.git)?/?"?\s*$', re.MULTILINE)


def buttons(citation: str) -> dict:
    """Options of the theme from the text of CITATION.cff; none where it has no ``repository-code``, as in a copy that nobody has published.

    Binder builds any git repository, Colab opens notebooks of GitHub only.
    """
    found = ADDRESS.search(citation)
    if not found:
        return {}
    launch = {"notebook_interface": "jupyterlab", "binderhub_url": "https://mybinder.org"}
    if found[1].startswith("https://github.com/"):
        launch["colab_url"] = "https://colab.research.google.com"
    return {"repository_url": found[1], "repository_branch": "main", "use_repository_button": True, "launch_buttons": launch}
