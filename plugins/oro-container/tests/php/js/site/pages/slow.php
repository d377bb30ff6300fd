<?php
header('Content-Type: text/plain');
echo "first\n";
ob_flush();
flush();
while (!file_exists('/tmp/go')) {
    usleep(2000);
}
unlink('/tmp/go');
echo "second\n";
