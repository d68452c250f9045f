"""How gunicorn serves the site: `gunicorn -c python:lms.gunicorn_conf lms.wsgi`.

Two processes because threads of one Python process slow each other down; eight threads in each so
that slow phones, which hold a connection for minutes, do not keep the others waiting (`lms.turns`).
"""

from lms.env import env_int, env_str

bind = env_str("LMS_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env_int("LMS_WEB_PROCESSES", 2)
threads = env_int("LMS_WEB_THREADS", 8)
# Loading once and forking halves the start and the memory.
preload_app = True
keepalive = 5
timeout = 60
graceful_timeout = 5
worker_tmp_dir = "/dev/shm"  # noqa: S108  # the heartbeat file must not wait for a slow disk
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
