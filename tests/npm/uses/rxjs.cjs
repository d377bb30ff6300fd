exports.job = 'streams of values, joined, timed and tested'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const { of, from, interval, firstValueFrom, lastValueFrom, Subject, map, filter, take, toArray, mergeMap, catchError, throwError, retry, defer, scan } = library
  say('mapped', await lastValueFrom(from([1, 2, 3, 4]).pipe(filter((n) => n % 2 === 0), map((n) => n * 10), toArray())))
  say('merged', await lastValueFrom(of('a', 'b').pipe(mergeMap((x) => of(x, x + x)), toArray())))
  say('interval', await lastValueFrom(interval(1).pipe(take(3), scan((a, b) => a + b, 0), toArray())))
  let tries = 0
  say('retried', await firstValueFrom(defer(() => ++tries < 3 ? throwError(() => new Error('no')) : of(tries)).pipe(retry(5))))
  say('caught', await firstValueFrom(throwError(() => new Error('wrong')).pipe(catchError((error) => of(error.message)))))
  const subject = new Subject()
  const seen = []
  subject.subscribe((value) => seen.push(value))
  subject.next(1)
  subject.complete()
  say('subject', seen)
}
