# One image for web, worker, beat and bot; docker-compose.yml says which command each runs.
ARG PYTHON_IMAGE=python:3.13-slim-trixie
FROM ${PYTHON_IMAGE}

# The packages lie where they are copied to, so nothing is built, and nothing is installed without its hash.
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONPATH=/app:/app/bot
RUN useradd --create-home --uid 1000 app
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements.lock
COPY manage.py ./
COPY briefs_app briefs_app
COPY bot bot
COPY cms cms
RUN mkdir -p var/media \
    && SECRET_KEY=only-to-collect-static DATABASE_URL=sqlite://:memory: python manage.py collectstatic --noinput \
    && chown -R app var
USER app
VOLUME /app/var/media
EXPOSE 8000
CMD ["uvicorn", "cms.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--proxy-headers", "--forwarded-allow-ips", "*"]
