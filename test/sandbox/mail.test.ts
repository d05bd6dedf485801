import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTransport } from 'nodemailer'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { at, door, eventually, newCsr, sandboxFor, soapCaller, textAt } from './harness.ts'

async function mails(sandbox: Sandbox): Promise<unknown[]> {
  const { json } = await door(sandbox, 'GET', '/mail')
  const items = at(json, 'items')
  return Array.isArray(items) ? items : []
}

async function orderBySoap(sandbox: Sandbox, orderID: string, approver: object, names: string[]) {
  const caller = await soapCaller(sandbox)
  const { answer } = await caller.call('quickOrder', {
    SANApprover: approver,
    orderParameters: {
      CSR: await newCsr(`CN=${names[0]}`),
      customer: 'c',
      language: 'en',
      orderID,
      productCode: '931',
    },
    SANEntries: { SANEntry: names.map((DNSName) => ({ DNSName })) },
  })
  assert.equal(at(answer, 'responseHeader.successCode'), 0, JSON.stringify(answer))
  return { caller, answer }
}

describe('the mailbox', () => {
  test('takes what is sent to it by SMTP', async (t) => {
    const sandbox = await sandboxFor(t)
    const transport = createTransport(sandbox.smtp)
    await transport.sendMail({
      from: 'Certloom <shop@certloom.test>',
      to: 'Żaneta <klientka@example.test>',
      bcc: 'copy@example.test',
      subject: 'Zażółć gęślą jaźń',
      text: 'Otwórz http://127.0.0.1:3000/link/abc proszę',
      html: '<p>Otwórz <a href="http://127.0.0.1:3000/link/abc">stronę</a></p>',
      messageId: '<fixed-1@certloom.test>',
    })
    transport.close()
    const [mail] = await mails(sandbox)
    assert.equal(at(mail, 'subject'), 'Zażółć gęślą jaźń')
    assert.deepEqual(at(mail, 'to'), ['klientka@example.test', 'copy@example.test'])
    assert.equal(at(mail, 'from'), 'shop@certloom.test')
    assert.equal(at(mail, 'messageId'), '<fixed-1@certloom.test>')
    assert.deepEqual(at(mail, 'links'), ['http://127.0.0.1:3000/link/abc'])
    const one = await door(sandbox, 'GET', `/mail/${textAt(mail, 'id')}`)
    assert.deepEqual(one.json, mail)
    assert.equal((await door(sandbox, 'GET', '/mail/unknown')).status, 404)
    const page = await (await fetch(`${sandbox.url}/console/mail/${textAt(mail, 'id')}`)).text()
    assert.match(page, /Zażółć gęślą jaźń/)
  })

  test('takes a mail with a login too', async (t) => {
    const sandbox = await sandboxFor(t)
    const { hostname, port } = new URL(sandbox.smtp)
    const transport = createTransport({
      host: hostname,
      port: Number(port),
      auth: { user: 'any', pass: 'thing' },
    })
    await transport.sendMail({ from: 'a@b.test', to: 'c@d.test', subject: 's', text: 't' })
    transport.close()
    assert.equal((await mails(sandbox)).length, 1)
  })
})

describe('proof by mail', () => {
  test('is a link to each registered domain, behind which a button waits', async (t) => {
    const sandbox = await sandboxFor(t)
    const approver = { approverMethod: 'ADMIN', approverEmailPrefix: 'HOSTMASTER' }
    const names = ['shop.first.test', 'first.test', 'second.test']
    const { caller, answer } = await orderBySoap(sandbox, 'by-mail', approver, names)
    assert.equal(answer.SANVerification, undefined, 'the code is not for the caller')
    const list = await mails(sandbox)
    const recipients = list.map((mail) => textAt(mail, 'to.0')).sort()
    assert.deepEqual(recipients, ['hostmaster@first.test', 'hostmaster@second.test'])
    for (const mail of list) {
      const link = textAt(mail, 'links.0')
      const page = await (await fetch(link)).text()
      assert.match(page, /<button>Verify<\/button>/)
      const { answer: before } = await caller.call('getOrderState', { orderID: 'by-mail' })
      assert.equal(before.orderStatus, 'AWAITING', 'opening the page proves nothing')
      const action = /action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const pressed = await fetch(new URL(action, link), { method: 'POST' })
      assert.equal(pressed.status, 200)
      assert.match(await pressed.text(), /verified/)
      assert.match(await (await fetch(new URL(action, link), { method: 'POST' })).text(), /before/)
    }
    await eventually(async () => {
      const { answer: state } = await caller.call('getOrderState', { orderID: 'by-mail' })
      return state.orderStatus === 'ENROLLED' ? state : undefined
    })
  })

  test('comes in the CA’s own form, and its button works as the portal’s own page presses it', async (t) => {
    const sandbox = await sandboxFor(t)
    const approver = { approverMethod: 'ADMIN', approverEmailPrefix: 'ADMIN' }
    const { caller } = await orderBySoap(sandbox, 'in-form', approver, ['form.test'])
    const [mail] = await mails(sandbox)
    assert.equal(at(mail, 'from'), 'autoresponder2@certum.pl')
    assert.equal(at(mail, 'subject'), 'E-mail verification - in-form')
    assert.match(textAt(mail, 'headers.content-type'), /^text\/html/)
    assert.equal(at(mail, 'text'), '', 'there is HTML alone')
    const written = /href="([^"]+)"/.exec(textAt(mail, 'html'))?.[1] ?? ''
    assert.match(
      written,
      /\/emailVerification\?themeId=default&amp;partnerId=[0-9a-f]{40}&amp;verificationId=[\w-]{54}&amp;language=en$/,
    )
    const link = new URL(written.replaceAll('&amp;', '&'))
    assert.deepEqual(at(mail, 'links'), [link.href])
    assert.equal((await fetch(link)).status, 200)

    const portal = await (await fetch(new URL('/assets/config/config.release.json', link))).json()
    const backend = textAt(portal, 'backend.uri')
    assert.match(backend, /\/rest\/api$/)
    const press = (partnerId: string) => {
      const verificationId = link.searchParams.get('verificationId') ?? ''
      const query = new URLSearchParams({ verificationId, partnerId })
      return fetch(`${backend}/domain-verification?${query}`, { method: 'POST' })
    }
    assert.equal((await press('0'.repeat(40))).status, 404, 'another partner’s link')
    assert.equal((await press(link.searchParams.get('partnerId') ?? '')).status, 200)
    const state = await caller.call('getSanVerificationState', { orderID: 'in-form' })
    assert.match(state.xml, /<state>VERIFIED</)
  })

  test('is void once a new one was asked for', async (t) => {
    const sandbox = await sandboxFor(t)
    const approver = { approverMethod: 'ADMIN', approverEmailPrefix: 'ADMIN' }
    const { caller } = await orderBySoap(sandbox, 'again', approver, ['again.test'])
    const [first] = await mails(sandbox)
    await caller.call('addSanVerification', { SANApprover: approver, orderID: 'again' })
    assert.equal((await mails(sandbox)).length, 2)
    assert.equal((await fetch(textAt(first, 'links.0'))).status, 404)
    const missing = await fetch(`${sandbox.url}/domain-verification?verificationId=x&language=pl`, {
      method: 'POST',
    })
    assert.equal(missing.status, 404)
    assert.match(await missing.text(), /nieznany/)
  })

  test('of records comes as instructions, only when they were asked for', async (t) => {
    const sandbox = await sandboxFor(t)
    await orderBySoap(sandbox, 'silent', { approverMethod: 'DNS_TXT' }, ['silent.test'])
    assert.deepEqual(await mails(sandbox), [])
    const loud = {
      approverMethod: 'DNS_TXT_PREFIX',
      approverEmail: 'me@loud.test',
      verificationNotificationEnabled: true,
    }
    const { answer } = await orderBySoap(sandbox, 'loud', loud, ['loud.test'])
    const [mail] = await mails(sandbox)
    assert.deepEqual(at(mail, 'to'), ['me@loud.test'])
    const code = textAt(answer, 'SANVerification.code')
    assert.ok(textAt(mail, 'text').includes(`_certum.loud.test. TXT "${code}"`))
  })

  test('of a mailbox is a link to the mailbox itself', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    await caller.call('quickOrder', {
      orderParameters: {
        CSR: await newCsr('CN=jan@mail.test'),
        customer: 'c',
        orderID: 'smime',
        productCode: '511',
        email: 'jan@mail.test',
      },
    })
    const [mail] = await mails(sandbox)
    assert.deepEqual(at(mail, 'to'), ['jan@mail.test'])
    assert.match(textAt(mail, 'subject'), /Weryfikacja/)
    const link = new URL(textAt(mail, 'links.0'))
    await fetch(`${sandbox.url}/domain-verification${link.search}`, { method: 'POST' })
    const certificate = await eventually(async () => {
      const { answer } = await caller.call('getCertificate', { orderID: 'smime' })
      return at(answer, 'certificateDetails')
    })
    assert.equal(at(certificate, 'DNSNames'), 'jan@mail.test')
  })
})
