# Web, door and worker are one image; compose.yaml says which runs what.
FROM node:22-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
# Zoom's client is tens of megabytes: compress once here, not per request.
RUN find node_modules/@zoom/meetingsdk/dist -type f \( -name '*.js' -o -name '*.css' -o -name '*.wasm' -o -name '*.json' \) -size +1k -exec gzip -9 -k {} +

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/virtualcrowd
WORKDIR /app
COPY requirements/app.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/app.txt
COPY --from=frontend /app/node_modules node_modules
COPY manage.py pyproject.toml ./
COPY virtualcrowd virtualcrowd
COPY zoomsandbox zoomsandbox
COPY scripts/words.py scripts/
RUN python scripts/words.py compile
RUN useradd --create-home --uid 10001 app \
    && install -d -o app -g app "$VAR_DIR" \
    && SECRET_KEY=build ENCRYPTION_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
       python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R app:app "$VAR_DIR"
USER app
VOLUME /var/lib/virtualcrowd
EXPOSE 8000
HEALTHCHECK --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["granian", "--host", "0.0.0.0", "--port", "8000", "--interface", "rsgi", "--loop", "uvloop", "--http", "1", "--no-ws", "--workers", "1", "--backpressure", "20000", "--backlog", "4096", "--workers-kill-timeout", "5", "--no-access-log", "virtualcrowd.rsgi:application"]
