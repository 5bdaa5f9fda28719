# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What the functional tests are written with. Standard library only; see test/functional/README.md."""
