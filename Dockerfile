# One image for web, worker, beat and bot; docker-compose.yml says which command each runs.
ARG PYTHON_IMAGE=python:3.13-slim
FROM ${PYTHON_IMAGE}

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --create-home --uid 1000 app
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY briefs_app briefs_app
COPY bot bot
RUN pip install --no-cache-dir '.[demo]'
COPY manage.py ./
COPY cms cms
COPY seeds seeds
RUN mkdir -p var/media \
    && SECRET_KEY=only-to-collect-static DATABASE_URL=sqlite://:memory: python manage.py collectstatic --noinput \
    && chown -R app var
USER app
VOLUME /app/var/media
EXPOSE 8000
CMD ["uvicorn", "cms.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--proxy-headers", "--forwarded-allow-ips", "*"]
