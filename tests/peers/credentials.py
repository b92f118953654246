"""A certificate authority and the certificates of the servers, made by the openssl program."""

import pathlib
import subprocess

NAME = "peer.example"
KEYS = {
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    "rsa3072": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:named_curve"],
    "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-pkeyopt", "ec_param_enc:named_curve"],
    "dsa": None,
}


class Credentials:
    """A folder with `ca.pem` and, for each kind of key, `KIND.key`, `KIND.pem` (the leaf) and `KIND.chain` (leaf and CA)."""

    def __init__(self, folder, kinds=("rsa", "p256"), names=(NAME,), program="openssl"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.program = program
        self.names = names
        self.ca = self.folder / "ca.pem"
        if not self.ca.exists():
            self._openssl("genpkey", *KEYS["p256"], "-out", self.folder / "ca.key")
            self._openssl(
                "req", "-x509", "-new", "-key", self.folder / "ca.key", "-out", self.ca, "-days", "365",
                "-subj", "/O=Peers/CN=Peers test CA",
            )
        for kind in kinds:
            self.make(kind)

    def make(self, kind):
        """Makes the key and certificate of one kind when they are not there yet."""
        key, leaf, chain = self.key(kind), self.leaf(kind), self.chain(kind)
        if chain.exists():
            return
        if kind == "dsa":
            self._openssl("genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024",
                          "-out", self.folder / "dsa.params")
            self._openssl("genpkey", "-paramfile", self.folder / "dsa.params", "-out", key)
        else:
            self._openssl("genpkey", *KEYS[kind], "-out", key)
        # A traditional key file too: some old servers read nothing else.
        self._openssl("pkey", "-in", key, "-traditional", "-out", self.folder / f"{kind}.old.key")
        request, extensions = self.folder / f"{kind}.csr", self.folder / f"{kind}.ext"
        extensions.write_text(
            "subjectAltName=" + ",".join(f"DNS:{name}" for name in self.names) + "\n"
            "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n"
            "keyUsage=critical,digitalSignature,keyEncipherment\n"
        )
        self._openssl("req", "-new", "-key", key, "-subj", f"/CN={self.names[0]}", "-out", request)
        self._openssl(
            "x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.folder / "ca.key", "-CAcreateserial",
            "-sha256", "-days", "90", "-extfile", extensions, "-out", leaf,
        )
        chain.write_bytes(leaf.read_bytes() + self.ca.read_bytes())

    def key(self, kind):
        """The private key, PKCS #8."""
        return self.folder / f"{kind}.key"

    def leaf(self, kind):
        """The certificate of the server."""
        return self.folder / f"{kind}.pem"

    def chain(self, kind):
        """The certificate of the server and the authority's."""
        return self.folder / f"{kind}.chain"

    def dh(self, bits):
        """Parameters for a finite-field key exchange with a prime of its own."""
        path = self.folder / f"dh{bits}.pem"
        if not path.exists():
            # DSA-like parameters come quickly; the prime is no known one.
            self._openssl("dhparam", "-dsaparam", "-out", path, str(bits))
        return path

    def fingerprint(self, kind):
        """SHA-256 of the leaf."""
        done = self._openssl("x509", "-in", self.leaf(kind), "-noout", "-fingerprint", "-sha256")
        return done.stdout.decode().split("=")[1].strip().replace(":", "").lower()

    def _openssl(self, *words):
        command = [self.program, *(str(word) for word in words)]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
        return done
