import './text.txt'
