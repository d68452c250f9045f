"""What other systems did, measured on 2026-11-21 on 2 cores beside the same bare Django view.

The machine of that day is known by its bare view (gunicorn gthread, 2 processes of 4 threads, 10 kB
template); a figure is carried over to this machine by the ratio of the two bare views.
"""

BARE_REQUESTS_PER_S = 1_914.0  # 16 connections
BARE_CPU_MS = 0.90
BARE_P95_MS = 25.0  # 16 connections
BARE_MS = 1_000 / 1_179  # one connection

WAGTAIL_LMS_VIEW_CPU_MS = 16.0
KOLIBRI_VIEWS_PER_S = 17.0
WAGTAIL_LMS_EVENTS_PER_S = 311.0
WAGTAIL_LMS_EVENT_P95_MS = 67.0
WAGTAIL_LMS_RESULTS_PER_S = 52.0
KOLIBRI_CLASS_MS = 260.0
MOODLE_REPORT_MS, MOODLE_CSV_S = 178.0, 5.094
KOLIBRI_START_S = 2.2
KOLIBRI_FIRST_KB, MOODLE_FIRST_KB = 2_506, 1_246
# The machine on which the cohort view may take 52 ms.
COHORT_MS, COHORT_BARE_MS = 52.0, 0.8
