import { showCopyButtons } from './copy.ts'
import { showDependentFields } from './dependent-fields.ts'
import { takeDroppedFiles } from './file-drop.ts'
import { focusSummary } from './focus-summary.ts'
import { keepLive } from './live.ts'
import { countNames } from './name-count.ts'
import { sendOnce } from './send-once.ts'
import { showCurrent } from './show-current.ts'
import { showUploads } from './upload-progress.ts'

// It compares with the page as it came, before anything is changed.
keepLive()
showCopyButtons(document)
focusSummary()
countNames()
sendOnce()
showDependentFields()
showCurrent()
takeDroppedFiles()
showUploads()
