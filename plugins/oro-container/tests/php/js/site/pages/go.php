<?php touch('/tmp/go');
