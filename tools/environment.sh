#!/bin/sh
# Make the virtual environment: environment.sh PYTHON FOLDER
set -eu
python=$1
folder=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "CSM Notebook needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1). Try: make PYTHON=python3.12 ..." >&2
    exit 1
}

# Debian keeps ensurepip in a package of its own (python3-venv). Without it, the pip that is there fills the environment.
"$python" -m venv "$folder" >/dev/null 2>&1 || {
    "$python" -m venv --clear --without-pip "$folder" &&
        "$python" -m pip --quiet --disable-pip-version-check --python "$folder/bin/python" install pip
} || {
    rm -rf "$folder"
    echo "'$python' can't set up an environment: install pip 22.3 or newer, or Debian's python3-venv." >&2
    exit 1
}
