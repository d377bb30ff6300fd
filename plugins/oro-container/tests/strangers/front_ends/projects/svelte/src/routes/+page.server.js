export const load = ({ url }) => ({ host: url.host })

export const actions = {
  default: async ({ request }) => ({ doubled: 2 * Number((await request.formData()).get('number')) })
}
