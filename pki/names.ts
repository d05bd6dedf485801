/** All there is to say about names: their one form, where they stand, what a product takes. */
export {
  approverAddresses,
  bareName,
  isCoveredBy,
  registrableDomain,
  wwwName,
} from './domains.ts'
export { canonicalIp } from './ip-address.ts'
export { checkNames, type NameProblem, type NameRules } from './name-list.ts'
export {
  canBeCommonName,
  MAX_NAME_LENGTH,
  type NormalName,
  normalizeName,
} from './normal-name.ts'
