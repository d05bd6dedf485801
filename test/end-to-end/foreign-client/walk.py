"""One order at the CA by a SOAP client that shares nothing with ours: it knows the WSDL's address and nothing else.

Reads `{"soap", "door", "userName", "password", "csr", "name"}` from standard input and prints what it saw as JSON.
"""

import json
import sys
import time
import urllib.request

from zeep import Client, Settings

given = json.load(sys.stdin)
client = Client(given["soap"], settings=Settings(strict=True))
header = {"authToken": {"password": given["password"], "userName": given["userName"]}}
PATIENCE_S = 30


def call(operation, **body):
    answer = client.service[operation](requestHeader=header, **body)
    # An answer of a header alone may be given without what is around it.
    head = getattr(answer, "responseHeader", answer)
    if head.successCode != 0:
        numbers = [error.errorCode for error in head.errors.Error] if head.errors else []
        raise SystemExit(f"{operation} was refused: {numbers}")
    return answer


def publish(code):
    url = f"{given['door']}/dns/_certum.{given['name']}/TXT"
    body = json.dumps({"values": [code]}).encode()
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="PUT")) as response:
        assert response.status == 200


def until(what, ask):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        answer = ask()
        if answer is not None:
            return answer
        time.sleep(0.2)
    raise SystemExit(f"waited too long until {what}")


order = {
    "orderParameters": {
        "CSR": given["csr"],
        "customer": "a foreign client",
        "orderID": "foreign-1",
        "productCode": "601",
    },
    "SANEntries": {"SANEntry": [{"DNSName": given["name"]}]},
    "SANApprover": {"approverMethod": "DNS_TXT_PREFIX"},
    "requestorInfo": {"email": "jan@example.test", "firstName": "Jan", "lastName": "Nowak", "phone": "+48 91 480 12 00"},
}
parsed = call("validateOrderParameters", **order)
placed = call("quickOrder", **order)
publish(placed.SANVerification.code)
call("performSanVerification", code=placed.SANVerification.code)


def state():
    answer = call("getOrderState", orderID=placed.orderID)
    return answer if answer.orderStatus == "ENROLLED" else None


enrolled = until("the order is ENROLLED", state)
fetched = call("getCertificate", orderID=placed.orderID)
serial = fetched.certificateDetails.serialNumber
call("revokeCertificate", revokeCertificateParameters={"serialNumber": serial, "revocationReason": "SUPERSEDED"})


def revoked():
    orders = call("getOrderByOrderID", orderID=placed.orderID).orders.Order
    details = orders[-1].certificateDetails
    return details if details.certificateStatus == "REVOKED" else None


after = until("the certificate is REVOKED", revoked)
json.dump(
    {
        "operations": sorted(client.service._operations),
        "parsedName": parsed.ParsedCSR.commonName,
        "orderId": placed.orderID,
        "names": placed.SANVerification.FQDNs.FQDN,
        "verifications": [[each.type, each.state] for each in enrolled.verifications.verification],
        "serialNumber": serial,
        "certificate": fetched.certificateDetails.X509Cert,
        "chain": fetched.caBundle.X509Cert,
        "revokedAt": after.revokedDate.isoformat(),
    },
    sys.stdout,
)
