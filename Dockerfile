# Three images in one file: `assets` fetches styles and scripts with Node, `packages` installs the
# pinned Python packages, `register` is what runs: no Node, no compiler, no root.

FROM python:3.11-slim-bookworm AS packages
WORKDIR /srv/register
RUN python -m venv /srv/venv
COPY pyproject.toml constraints.txt ./
COPY apcommission/installation.py apcommission/installation.py
RUN python -I apcommission/installation.py list run > packages.txt \
    && /srv/venv/bin/pip install --no-cache-dir --constraint constraints.txt --requirement packages.txt

FROM node:20-bookworm-slim AS assets
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/register
COPY apcommission/design/ design/
RUN mkdir -p apcommission \
    && touch apcommission/__init__.py \
    && mv design apcommission/design \
    && python3 -m apcommission.design.vendor

FROM python:3.11-slim-bookworm AS register
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/register --shell /usr/sbin/nologin register
WORKDIR /srv/register
COPY --from=packages /srv/venv /srv/venv
COPY . .
COPY --from=assets /srv/register/static/vendor static/vendor
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=apcommission.settings \
    APR_STATIC_ROOT=/srv/static
# Styles and scripts are collected here; what changes as it runs is kept in /srv/data, a volume.
RUN python manage.py collectstatic --no-input \
    && install --directory --owner register --group register /srv/data
USER register
VOLUME /srv/data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
    CMD ["python", "-m", "apcommission.health"]
# Row security is nothing to an owner: the check refuses a database login that is too strong.
CMD ["sh", "-c", "python manage.py check --database default && exec gunicorn apcommission.wsgi --bind 0.0.0.0:8000 --worker-class gthread --workers ${APR_WEB_PROCESSES:-2} --threads ${APR_WEB_THREADS:-4} --timeout 60 --max-requests 2000 --max-requests-jitter 200 --worker-tmp-dir /dev/shm --no-control-socket"]
