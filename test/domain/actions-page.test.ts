import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { ACTIONS, actionsFor, isPossible, ROLES } from '../../domain/actions.ts'
import { ORDER_STATES } from '../../domain/order-state.ts'
import { actionsPage, conditionsOf } from './actions-page.ts'
import { ALL_ORDERS } from './any-order.ts'

const PAGE = resolve(import.meta.dirname, '..', '..', 'docs', 'actions.md')

describe('the page of actions', () => {
  test('says what the code says', () => {
    if (process.env.CERTLOOM_WRITE_DOCS === '1') writeFileSync(PAGE, actionsPage())
    assert.equal(readFileSync(PAGE, 'utf8'), actionsPage())
  })

  test('its conditions are the whole truth', () => {
    const said = new Map(
      ORDER_STATES.flatMap((state) =>
        ACTIONS.map((action) => [`${state} ${action}`, conditionsOf(state, action)] as const),
      ),
    )
    for (const order of ALL_ORDERS)
      for (const action of ACTIONS) {
        const conditions = said.get(`${order.state} ${action}`)
        const isSaid = conditions?.every((condition) => condition.holds(order)) ?? false
        if (isSaid !== isPossible(order, action)) assert.fail(`${action}: ${JSON.stringify(order)}`)
      }
  })

  test('who may ask does not depend on anything but the action, renewals of what is recurring excepted', () => {
    for (const action of ACTIONS.filter((each) => each !== 'renew')) {
      const open = ALL_ORDERS.filter((order) => isPossible(order, action))
      const offers = open.map((order) => ROLES.filter((role) => actionsFor(order, role).includes(action)))
      assert.equal(new Set(offers.map((roles) => roles.join())).size, 1, action)
    }
  })
})
