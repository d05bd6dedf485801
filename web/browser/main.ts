import { showCopyButtons } from './copy.ts'
import { showDependentFields } from './dependent-fields.ts'
import { focusSummary } from './focus-summary.ts'
import { keepLive } from './live.ts'
import { countNames } from './name-count.ts'
import { sendOnce } from './send-once.ts'

showCopyButtons(document)
focusSummary()
keepLive()
countNames()
sendOnce()
showDependentFields()
