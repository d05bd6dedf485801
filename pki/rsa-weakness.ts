/** Rounds of Fermat's factorisation a modulus must withstand (Baseline Requirements 6.1.1.3). */
const FERMAT_ROUNDS = 100

/** No factor of a modulus may be smaller (Baseline Requirements 6.1.6). */
const SMALLEST_FACTOR = 752

function primesBelow(limit: number): bigint[] {
  const numbers = Array.from({ length: limit - 2 }, (_, index) => index + 2)
  return numbers
    .filter((n) => numbers.every((divisor) => divisor * divisor > n || n % divisor !== 0))
    .map(BigInt)
}

const SMALL_PRIMES = primesBelow(SMALLEST_FACTOR)

/** True for a modulus that trial division breaks. */
export function hasSmallFactor(modulus: bigint): boolean {
  return SMALL_PRIMES.some((prime) => modulus % prime === 0n)
}

/** Integer square root, rounded down (Newton's method from above). */
function squareRoot(n: bigint): bigint {
  if (n < 2n) return n
  let root = 1n << BigInt(Math.ceil(n.toString(16).length / 2) * 4)
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** Squares leave few remainders by 64; asking first spares most of the square roots. */
const SQUARES_BY_64 = new Set(Array.from({ length: 64 }, (_, n) => (n * n) % 64))

function isSquare(n: bigint): boolean {
  if (!SQUARES_BY_64.has(Number(n & 63n))) return false
  const root = squareRoot(n)
  return root * root === n
}

/** True for a modulus whose two primes lie so close together that Fermat's method finds them. */
export function hasClosePrimes(modulus: bigint): boolean {
  let middle = squareRoot(modulus)
  if (middle * middle < modulus) middle += 1n
  for (let round = 0; round < FERMAT_ROUNDS; round += 1) {
    if (isSquare(middle * middle - modulus)) return true
    middle += 1n
  }
  return false
}

/** The powers of 65537 modulo a prime. */
function powersOf65537(prime: bigint): ReadonlySet<bigint> {
  const powers = new Set<bigint>()
  for (let power = 1n; !powers.has(power); power = (power * 65537n) % prime) powers.add(power)
  return powers
}

/**
 * The library behind ROCA (CVE-2017-15361) made primes that are powers of 65537 modulo every prime up to 167. Those
 * primes for which the powers are only a part of all remainders tell such a modulus from others.
 */
const ROCA_PRINTS = primesBelow(168)
  .map((prime) => ({ prime, powers: powersOf65537(prime) }))
  .filter(({ prime, powers }) => prime > 2n && BigInt(powers.size) < prime - 1n)

/** True for a modulus that carries the fingerprint of ROCA; by chance about one in 2^27 does. */
export function hasRocaFingerprint(modulus: bigint): boolean {
  return ROCA_PRINTS.every(({ prime, powers }) => powers.has(modulus % prime))
}
