<?php
declare(strict_types=1);

function store(): PDO
{
    static $store = null;
    if ($store === null) {
        $store = new PDO('sqlite:' . __DIR__ . '/book.sqlite', options: [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
        $store->exec('CREATE TABLE IF NOT EXISTS entry (name TEXT NOT NULL, text TEXT NOT NULL, picture TEXT)');
        @mkdir(__DIR__ . '/pictures');
    }
    return $store;
}

function add_entry(string $name, string $text, ?string $picture): void
{
    store()->prepare('INSERT INTO entry VALUES (?, ?, ?)')->execute([$name, $text, $picture]);
}

function entries(): array
{
    return store()->query('SELECT * FROM entry ORDER BY rowid')->fetchAll(PDO::FETCH_ASSOC);
}
