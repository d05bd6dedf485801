// The library's containers need the metadata polyfill before its first line runs; importing it from here keeps that so.
import 'reflect-metadata'

export { AsnConvert, OctetString } from '@peculiar/asn1-schema'
export {
  AlgorithmIdentifier,
  CertificateIssuer,
  CRLNumber,
  CRLReason,
  Extension as AsnExtension,
  GeneralName,
  IssuingDistributionPoint,
  id_ce_certificateIssuer,
  id_ce_cRLNumber,
  id_ce_issuingDistributionPoint,
  Name as AsnName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509'

export {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonAttributeAndObjectValue,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509Crl,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509'
