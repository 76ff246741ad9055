# CSM Notebook for a host of your own.
#
#   make docker
#   docker run --rm -p 127.0.0.1:8501:8501 csm-notebook
#
# As it stands, every visitor has a workspace of her own, in memory, gone with the session. docs/hosting.md says how a
# team shares one, how people sign in, what a proxy before it must do, and what every setting is.
# One process owns its files: run one container on a volume.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# Before the code, so that a change of code installs nothing anew.
COPY requirements-auth.txt .
RUN pip install --no-deps -r requirements-auth.txt

COPY . .
# Nothing else is written to: the rest of the container may be read-only. Where nobody's workspace is kept, snapshots are
# in the second folder.
RUN useradd --system --create-home csm && mkdir /workspace snapshots && chown csm /workspace snapshots
USER csm
VOLUME /workspace /app/snapshots
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

CMD ["python", "-m", "streamlit", "run", "asgi.py", \
     "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true", "--server.fileWatcherType=none"]
