import type { HelperOptions } from 'handlebars'
import { formatMoney } from '../format.ts'
import type { Money } from '../services.ts'
import { pageData } from './page-data.ts'

/** `{{money order.billing.recurring}}`: cents and currency as a price, or a dash. */
export function money(price: Money | null | undefined, options: HelperOptions): string {
  return price ? formatMoney(price, pageData(options).language) : '–'
}
