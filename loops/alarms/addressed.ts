import { readDepartment } from '../../domain/department.ts'
import type { AddressedAlarm } from '../../store/queries/alarms.ts'
import type { Language } from '../../texts/texts.ts'

export interface Recipient {
  name: string
  address: string
  language: Language
}

interface AddressedMail {
  to: Recipient
  alarms: AddressedAlarm[]
}

/** The department that the alarm is for, where mail can reach it. It reads what the first of the admins reads. */
function departmentOf({ department }: AddressedAlarm, admins: readonly Recipient[]): Recipient | null {
  if (department === null) return null
  const { name, address } = readDepartment(department)
  return address === null ? null : { name, address, language: admins[0]?.language ?? 'en' }
}

/** Who is told what: each department of what is its own, in one mail, and every admin of the rest. */
export function addressed(alarms: readonly AddressedAlarm[], admins: readonly Recipient[]): AddressedMail[] {
  const mails = new Map<string, AddressedMail>()
  const tell = (to: Recipient, alarm: AddressedAlarm): void => {
    const mail = mails.get(to.address)
    if (mail === undefined) mails.set(to.address, { to, alarms: [alarm] })
    else mail.alarms.push(alarm)
  }
  for (const alarm of alarms) {
    const department = departmentOf(alarm, admins)
    for (const to of department === null ? admins : [asAdmin(department, admins)]) tell(to, alarm)
  }
  return [...mails.values()]
}

/** An address that is an admin's, too, is one mail, in their language. */
function asAdmin(department: Recipient, admins: readonly Recipient[]): Recipient {
  return admins.find(({ address }) => address === department.address) ?? department
}
