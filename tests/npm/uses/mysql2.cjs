exports.job = 'tables, prepared statements, transactions and errors of a MariaDB server'
exports.server = 'mariadb'

exports.use = async ({ require, say, server }) => {
  const mysql = require('mysql2/promise')
  const connection = await mysql.createConnection(server.mariadb)
  await connection.query('CREATE TEMPORARY TABLE things (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50), made DATETIME, body BLOB)')
  const [made] = await connection.execute('INSERT INTO things (name, made, body) VALUES (?, ?, ?)', ['ünï', '2024-05-06 07:08:09', Buffer.from([1, 2, 3])])
  say('inserted', [made.insertId, made.affectedRows])
  const [rows, fields] = await connection.execute('SELECT * FROM things WHERE id = ?', [1])
  say('row', [rows[0].id, rows[0].name, rows[0].body, fields.map(({ name }) => name)])
  await connection.beginTransaction()
  await connection.query('DELETE FROM things')
  await connection.rollback()
  say('kept', (await connection.query('SELECT COUNT(*) AS n FROM things'))[0][0].n)
  say('wrong', await connection.query('SELECT nothing').catch((error) => [error.code, error.errno, error.sqlState]))
  await connection.end()
  const pool = mysql.createPool({ ...server.mariadb, connectionLimit: 2 })
  say('pool', (await Promise.all([1, 2, 3].map((n) => pool.query('SELECT ? AS n', [n])))).map(([[row]]) => row.n))
  await pool.end()
}
