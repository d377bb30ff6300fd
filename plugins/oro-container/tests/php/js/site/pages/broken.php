<?php undefined_function();
