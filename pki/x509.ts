// The library's containers need the metadata polyfill before its first line runs; importing it from here keeps that so.
import 'reflect-metadata'

export {
  AuthorityInfoAccessExtension,
  CRLDistributionPointsExtension,
  type Extension,
  ExtensionFactory,
  type Name,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509Certificates,
} from '@peculiar/x509'
