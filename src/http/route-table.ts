/** Knows which paths exist, to tell an unknown path from a known one that was asked with the wrong method. */
import { notFound } from '../../domain/errors.js'
import { HttpProblem } from './problems/http-problem.js'

export class RouteTable {
  readonly #methods = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>()

  /** Takes in a route as Fastify knows it: `/customers/:customer/value`. */
  add(url: string, methods: string | readonly string[]): void {
    let route = this.#methods.get(url)
    if (!route) this.#methods.set(url, (route = { path: pathOf(url), methods: new Set() }))
    for (const method of [methods].flat()) route.methods.add(method)
  }

  /** Why a request met no route: `route-unknown`, or `method-not-allowed` with the methods that are. */
  refusal(method: string, url: string): Error {
    const path = url.split('?', 1)[0]!
    const methods = [...this.#methods.values()]
      .filter((route) => route.path.test(path))
      .flatMap((route) => [...route.methods])
    if (methods.length === 0 || methods.includes(method))
      return notFound('route-unknown', `There is nothing at ${path}`)
    const allow = [...new Set(methods)].sort().join(', ')
    return new HttpProblem(405, 'method-not-allowed', `${path} takes ${allow}, not ${method}`, {}, { Allow: allow })
  }
}

const pathOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/')}$`,
  )
