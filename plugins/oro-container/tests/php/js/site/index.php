<?php
declare(strict_types=1);
session_start();
require __DIR__ . '/store.php';

$path = $_SERVER['PATH_INFO'] ?? '';
$base = dirname($_SERVER['SCRIPT_NAME']);

if ($_SERVER['REQUEST_METHOD'] === 'POST' && $path === '/sign') {
    if (!hash_equals($_SESSION['token'] ?? '', $_POST['token'] ?? '')) {
        http_response_code(403);
        exit('The form is too old');
    }
    $picture = null;
    if (is_uploaded_file($_FILES['picture']['tmp_name'] ?? '')) {
        $picture = sha1_file($_FILES['picture']['tmp_name']) . '.bin';
        move_uploaded_file($_FILES['picture']['tmp_name'], __DIR__ . "/pictures/$picture");
    }
    add_entry($_POST['name'], $_POST['text'], $picture);
    $_SESSION['signed'] = ($_SESSION['signed'] ?? 0) + 1;
    setcookie('name', $_POST['name'], ['path' => $base, 'expires' => time() + 3600]);
    header("Location: $base/?signed", true, 303);
    exit;
}
if ($path !== '' && $path !== '/') {
    http_response_code(404);
}
$_SESSION['token'] ??= bin2hex(random_bytes(16));
?>
<!doctype html>
<meta charset="utf-8">
<title>Guest book</title>
<link rel="stylesheet" href="<?= $base ?>/style.css">
<h1><?= http_response_code() === 404 ? 'Nothing here' : 'Guest book' ?></h1>
<p id="signed"><?= (int) ($_SESSION['signed'] ?? 0) ?></p>
<form method="post" action="<?= $base ?>/sign" enctype="multipart/form-data">
  <input type="hidden" name="token" value="<?= $_SESSION['token'] ?>">
  <input name="name" value="<?= htmlspecialchars($_COOKIE['name'] ?? '') ?>">
  <textarea name="text"></textarea>
  <input type="file" name="picture">
  <button>Sign</button>
</form>
<ul>
<?php foreach (entries() as $entry): ?>
  <li><b><?= htmlspecialchars($entry['name']) ?></b>: <?= htmlspecialchars($entry['text']) ?></li>
<?php endforeach ?>
</ul>
