"""Speed and size, measured beside a bare Django view in the same run: `make bench`.

No figure here is a promise in milliseconds: machines differ, so each is a ratio to what a bare Django
view with a 10 kB template does on the same machine in the same minute.
"""
